-- One row: a watched outlet that did not carry a claim, or one below it, a day after three independent voices did: silent, or unknown, because we could not see.
WITH telling AS MATERIALIZED (
    SELECT incident, outlet, voice, language, article_id, snapshot_id, after_at, until_at, copy_of_snapshot_id FROM v_telling
    WHERE outlet NOT IN (SELECT o.outlet FROM v_outlet o WHERE o.role = 'import')
),
lifted AS MATERIALIZED (
    SELECT c.incident, up.claim AS said_claim, c.claim
    FROM v_claim c
    JOIN claim_ancestor up ON up.definition_id = c.definition_id AND up.ancestor = c.claim
),
affirmed AS (
    SELECT s.incident, s.snapshot_id, c.claim, min(s.statement_id) AS statement_id
    FROM v_statement s
    JOIN lifted c ON c.incident = s.incident AND c.said_claim = s.claim
    WHERE s.polarity = 'affirm'
    GROUP BY s.incident, s.snapshot_id, c.claim
),
carried AS MATERIALIZED (
    SELECT
        t.incident, a.claim, t.outlet, t.voice, t.copy_of_snapshot_id IS NULL AS own,
        min(t.after_at) AS after_at, min(t.until_at) AS until_at, min(a.statement_id) AS statement_id
    FROM telling t
    JOIN affirmed a ON a.incident = t.incident AND a.snapshot_id = t.snapshot_id
    GROUP BY t.incident, a.claim, t.outlet, t.voice, t.copy_of_snapshot_id IS NULL
),
voices AS (
    SELECT incident, claim, voice, min(until_at) AS until_at, min(statement_id) AS statement_id
    FROM carried
    WHERE own
    GROUP BY incident, claim, voice
),
numbered AS (
    SELECT voices.*, row_number() OVER (PARTITION BY incident, claim ORDER BY until_at, voice) AS nth
    FROM voices
),
-- The window in which others had time to follow: it is over when a feed was asked after its end.
spread AS (
    SELECT incident, claim, until_at AS spread_at, datetime(until_at, '+12 hours') AS late_at, datetime(until_at, '+24 hours') AS over_at, statement_id
    FROM numbered
    WHERE nth = 3 AND datetime(until_at, '+24 hours') <= (SELECT max(p.recorded_at) FROM poll p)
),
carrier AS (
    SELECT incident, claim, outlet, min(after_at) AS after_at, min(until_at) AS until_at FROM carried GROUP BY incident, claim, outlet
),
panel AS (
    SELECT o.outlet_id, o.outlet, o.name AS outlet_name, o.language
    FROM v_outlet o
    WHERE EXISTS (SELECT 1 FROM feed f WHERE f.outlet_id = o.outlet_id AND f.next_poll_at IS NOT NULL)
),
missing AS MATERIALIZED (
    SELECT p.*, s.incident, s.claim, s.spread_at, s.late_at, s.over_at, s.statement_id, c.after_at AS carried_after_at, c.until_at AS carried_until_at
    FROM spread s
    CROSS JOIN panel p
    LEFT JOIN carrier c ON c.incident = s.incident AND c.claim = s.claim AND c.outlet = p.outlet
    WHERE c.until_at IS NULL OR c.until_at > s.over_at
),
polled AS (
    SELECT
        m.incident, m.claim, m.outlet,
        sum(CASE WHEN p.outcome IN ('new', 'unchanged', 'not_modified') THEN 1 ELSE 0 END) AS good_polls,
        sum(CASE WHEN p.outcome IN ('new', 'unchanged', 'not_modified') AND p.captured_at >= m.late_at THEN 1 ELSE 0 END) AS late_polls,
        sum((
            SELECT count(*) FROM entry e
            WHERE e.poll_id = p.id AND NOT EXISTS (SELECT 1 FROM snapshot s WHERE s.article_id = e.article_id)
        )) AS unread
    FROM missing m
    JOIN feed f ON f.outlet_id = m.outlet_id
    JOIN poll p ON p.feed_id = f.id AND p.captured_at >= m.spread_at AND p.captured_at <= m.over_at
    GROUP BY m.incident, m.claim, m.outlet
),
-- Gaps that lie in the window, or reach into it.
holed AS (
    SELECT m.incident, m.claim, m.outlet, count(*) AS gaps
    FROM missing m
    JOIN feed f ON f.outlet_id = m.outlet_id
    JOIN gap g ON g.feed_id = f.id
    JOIN poll before ON before.id = g.last_poll_id
    JOIN poll after ON after.id = g.first_poll_id
    WHERE before.captured_at < m.over_at AND after.captured_at > m.spread_at
    GROUP BY m.incident, m.claim, m.outlet
),
written AS (
    SELECT m.incident, m.claim, m.outlet, count(DISTINCT t.article_id) AS articles
    FROM missing m
    JOIN telling t ON t.incident = m.incident AND t.outlet = m.outlet AND t.until_at <= m.over_at
    GROUP BY m.incident, m.claim, m.outlet
),
-- Languages in which anything was ever read about the incident: in others our rules are deaf.
heard AS MATERIALIZED (
    SELECT DISTINCT t.incident, t.language
    FROM telling t
    WHERE EXISTS (SELECT 1 FROM statement st JOIN judgment j ON j.id = st.judgment_id WHERE j.snapshot_id = t.snapshot_id)
),
seen AS (
    SELECT
        m.*, coalesce(p.good_polls, 0) AS good_polls, coalesce(p.late_polls, 0) AS late_polls, coalesce(h.gaps, 0) AS gaps,
        coalesce(p.unread, 0) AS unread, coalesce(w.articles, 0) AS articles,
        EXISTS (SELECT 1 FROM heard h WHERE h.incident = m.incident AND (h.language = m.language OR h.language LIKE m.language || '-%')) AS legible
    FROM missing m
    LEFT JOIN polled p ON p.incident = m.incident AND p.claim = m.claim AND p.outlet = m.outlet
    LEFT JOIN holed h ON h.incident = m.incident AND h.claim = m.claim AND h.outlet = m.outlet
    LEFT JOIN written w ON w.incident = m.incident AND w.claim = m.claim AND w.outlet = m.outlet
)
SELECT
    s.incident,
    s.claim,
    c.label,
    s.outlet,
    s.outlet_name,
    CASE
        WHEN NOT s.legible THEN 'unknown'
        WHEN s.late_polls = 0 OR s.gaps > 0 OR s.unread > 0 OR s.carried_after_at < s.over_at THEN 'unknown'
        ELSE 'silent'
    END AS state,
    CASE
        WHEN NOT s.legible THEN 'nothing was ever read in its language'
        WHEN s.late_polls = 0 THEN 'no feed of it answered in the second half of that day'
        WHEN s.gaps > 0 THEN 'entries may have come and gone unseen'
        WHEN s.unread > 0 THEN 'an article that it listed was not seen'
        WHEN s.carried_after_at < s.over_at THEN 'it took the claim up between two looks, perhaps within that day'
        ELSE ''
    END AS reason,
    s.spread_at,
    s.good_polls,
    CAST(s.unread AS integer) AS unread,
    s.articles,
    s.carried_until_at,
    s.outlet_id,
    s.statement_id
FROM seen s
JOIN v_claim c ON c.incident = s.incident AND c.claim = s.claim
