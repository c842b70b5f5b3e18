-- One row: when one outlet took up one claim, or one below it: in any way, attributed to somebody, as its own assertion. What copies took is left out,
-- and imported texts are, of which nobody knows since when they stood.
WITH lifted AS MATERIALIZED (
    SELECT c.incident, up.claim AS said_claim, c.claim, c.label, c.family
    FROM v_claim c
    JOIN claim_ancestor up ON up.definition_id = c.definition_id AND up.ancestor = c.claim
),
telling AS MATERIALIZED (
    SELECT incident, snapshot_id, attempt_id, outlet, outlet_name, url, after_at, until_at, copy_of_snapshot_id FROM v_telling
    WHERE outlet NOT IN (SELECT o.outlet FROM v_outlet o WHERE o.role = 'import')
),
affirmed AS MATERIALIZED (
    SELECT incident, snapshot_id, statement_id, claim, certainty, part FROM v_statement WHERE polarity = 'affirm' AND time = 'current'
),
said AS (
    SELECT
        t.incident, c.claim, c.label, c.family, t.outlet, t.outlet_name, t.url, t.after_at, t.until_at, t.attempt_id, s.certainty, s.statement_id
    FROM telling t
    JOIN affirmed s ON s.incident = t.incident AND s.snapshot_id = t.snapshot_id
    JOIN lifted c ON c.incident = s.incident AND c.said_claim = s.claim
    WHERE t.copy_of_snapshot_id IS NULL OR s.part = 'body' AND EXISTS (
        SELECT 1 FROM passage p
        JOIN judgment j ON j.id = p.judgment_id
        JOIN v_active judge ON judge.annotator_id = j.annotator_id AND judge.name = 'duplicates'
        JOIN statement st ON st.id = s.statement_id
        WHERE j.snapshot_id = t.snapshot_id AND p.origin_id = t.copy_of_snapshot_id AND p.fate IN ('added', 'changed')
        AND p.start <= st.start AND st.start < p."end"
    )
),
ways AS (
    SELECT said.*, 'any' AS way FROM said
    UNION ALL
    SELECT said.*, said.certainty FROM said WHERE said.certainty IN ('attributed', 'asserted')
),
earliest AS (
    SELECT ways.*, row_number() OVER (PARTITION BY incident, claim, outlet, way ORDER BY until_at, attempt_id, statement_id) AS nth
    FROM ways
),
taken AS MATERIALIZED (
    SELECT
        incident, claim, label, family, outlet, outlet_name,
        max(CASE WHEN way = 'any' THEN after_at END) AS after_at,
        max(CASE WHEN way = 'any' THEN until_at END) AS until_at,
        max(CASE WHEN way = 'any' THEN url END) AS url,
        max(CASE WHEN way = 'any' THEN certainty END) AS certainty,
        max(CASE WHEN way = 'any' THEN statement_id END) AS statement_id,
        max(CASE WHEN way = 'attributed' THEN after_at END) AS attributed_after_at,
        max(CASE WHEN way = 'attributed' THEN until_at END) AS attributed_until_at,
        max(CASE WHEN way = 'asserted' THEN after_at END) AS asserted_after_at,
        max(CASE WHEN way = 'asserted' THEN until_at END) AS asserted_until_at
    FROM earliest
    WHERE nth = 1
    GROUP BY incident, claim, label, family, outlet, outlet_name
),
-- The outlet that was seen with it first stands for the beginning; of several in one round of looking any does.
led AS (
    SELECT
        taken.*,
        first_value(outlet) OVER steps AS first_outlet,
        first_value(after_at) OVER steps AS first_after_at,
        first_value(until_at) OVER steps AS first_until_at
    FROM taken
    WINDOW steps AS (PARTITION BY incident, claim ORDER BY until_at, outlet)
)
SELECT
    led.incident,
    led.claim,
    led.label,
    led.family,
    led.outlet,
    led.outlet_name,
    CASE WHEN led.after_at IS NOT NULL THEN (
        SELECT 1 + count(*) FROM taken other
        WHERE other.incident = led.incident AND other.claim = led.claim AND other.until_at <= led.after_at
    ) END AS place,
    led.after_at,
    led.until_at,
    CASE
        WHEN led.outlet = led.first_outlet THEN NULL
        WHEN led.after_at > led.first_until_at THEN (julianday(led.after_at) - julianday(led.first_until_at)) * 1440
        WHEN led.after_at IS NOT NULL THEN 0.0
    END AS lag_at_least_minutes,
    CASE
        WHEN led.outlet <> led.first_outlet THEN (julianday(led.until_at) - julianday(led.first_after_at)) * 1440
    END AS lag_at_most_minutes,
    led.certainty,
    led.attributed_after_at,
    led.attributed_until_at,
    led.asserted_after_at,
    led.asserted_until_at,
    led.url,
    led.statement_id
FROM led
