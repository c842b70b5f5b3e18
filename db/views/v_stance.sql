-- One row: how far one version of an article affirms one claim (up to 1) or denies it (down to -1).
-- Who affirms a claim affirms those above it, too; who denies one denies nothing else.
WITH lifted AS MATERIALIZED (
    SELECT c.incident, up.claim AS said_claim, up.depth, c.claim, c.label, c.family, c.pole, c.rival
    FROM v_claim c
    JOIN claim_ancestor up ON up.definition_id = c.definition_id AND up.ancestor = c.claim
),
certain AS (
    SELECT
        s.*,
        CASE s.certainty
            WHEN 'asserted' THEN 1.0 WHEN 'attributed' THEN 0.7 WHEN 'hedged' THEN 0.4 WHEN 'questioned' THEN 0.2 ELSE -1.0
        END
        * CASE WHEN s.presupposed AND s.certainty <> 'denied' THEN 0.5 ELSE 1.0 END
        * CASE WHEN s.time = 'superseded' THEN 0.25 ELSE 1.0 END AS said
    FROM v_statement s
),
weighed AS (
    SELECT
        certain.*,
        CAST(
            CASE WHEN part <> 'heading' THEN said WHEN said >= 0.8 THEN 1.0 WHEN said <= -0.8 THEN -1.0 ELSE said * 1.25 END
            AS double precision
        ) AS weight
    FROM certain
)
SELECT
    w.incident,
    w.outlet,
    w.outlet_name,
    w.url,
    w.article_id,
    w.snapshot_id,
    c.claim,
    c.label,
    c.family,
    c.pole,
    c.rival,
    coalesce(avg(CASE WHEN w.polarity = 'affirm' THEN w.weight END), avg(CASE WHEN w.polarity = 'negate' THEN w.weight END)) AS stance,
    sum(CASE WHEN w.polarity = 'affirm' THEN 1 ELSE 0 END) > 0 AND sum(CASE WHEN w.polarity = 'negate' THEN 1 ELSE 0 END) > 0 AS both_ways,
    sum(CASE WHEN w.polarity = 'affirm' THEN 1 ELSE 0 END) AS affirmed,
    sum(CASE WHEN w.polarity = 'negate' THEN 1 ELSE 0 END) AS negated,
    sum(CASE WHEN w.certainty = 'asserted' THEN 1 ELSE 0 END) AS asserted,
    sum(CASE WHEN w.certainty = 'attributed' THEN 1 ELSE 0 END) AS attributed,
    sum(CASE WHEN w.certainty = 'hedged' THEN 1 ELSE 0 END) AS hedged,
    sum(CASE WHEN w.certainty = 'questioned' THEN 1 ELSE 0 END) AS questioned,
    min(CASE WHEN w.polarity = 'affirm' THEN w.statement_id END) AS statement_id
FROM weighed w
JOIN lifted c ON c.incident = w.incident AND c.said_claim = w.claim
WHERE w.polarity = 'affirm' OR c.depth = 0
GROUP BY w.snapshot_id, w.incident, w.outlet, w.outlet_name, w.url, w.article_id, c.claim, c.label, c.family, c.pole, c.rival
