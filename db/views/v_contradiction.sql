-- One row: numbers that cannot both be right, as they stood at the end of from_day (UTC): of two outlets, against what others or a reference have, or in one text.
-- What an outlet says last of a number stands until it says another, or the article drops it: an outlet that corrects itself contradicts nobody.
WITH telling AS MATERIALIZED (
    SELECT
        t.*,
        lead(t.snapshot_id) OVER (PARTITION BY t.incident, t.article_id, t.language ORDER BY t.attempt_id) AS next_id,
        lead(t.day) OVER (PARTITION BY t.incident, t.article_id, t.language ORDER BY t.attempt_id) AS next_day
    FROM v_telling t
),
-- Numbers that are said to be so now, not guessed, not denied, not given as what had been said at first.
number AS MATERIALIZED (
    SELECT s.incident, s.snapshot_id, s.claim AS quantity, s.statement_id, s.value, s.comparator
    FROM v_statement s
    WHERE s.value IS NOT NULL AND s.polarity = 'affirm' AND s.time = 'current' AND s.certainty IN ('asserted', 'attributed')
),
said AS MATERIALIZED (
    SELECT
        t.incident, n.quantity, t.outlet, t.outlet_name, t.voice, t.article_id, t.attempt_id, t.after_at, t.until_at, t.day,
        t.next_id, t.next_day AS next_version_day, n.statement_id, n.value, n.comparator,
        CASE WHEN n.comparator = '<=' THEN -1e300 ELSE n.value END AS low,
        CASE WHEN n.comparator = '>=' THEN 1e300 ELSE n.value END AS high
    FROM telling t
    JOIN number n ON n.incident = t.incident AND n.snapshot_id = t.snapshot_id
    WHERE t.copy_of_snapshot_id IS NULL
),
told AS (
    SELECT
        incident, quantity, outlet, article_id, attempt_id, day, next_id, next_version_day,
        min(low) AS least, max(high) AS most, min(value) AS lowest, max(value) AS highest, min(comparator) AS how, max(comparator) AS how_else
    FROM said
    GROUP BY incident, quantity, outlet, article_id, attempt_id, day, next_id, next_version_day
),
followed AS (
    SELECT
        told.*,
        CASE WHEN (
            lag(least) OVER tellings = least AND lag(most) OVER tellings = most AND lag(lowest) OVER tellings = lowest
            AND lag(highest) OVER tellings = highest AND lag(how) OVER tellings = how AND lag(how_else) OVER tellings = how_else
        ) THEN 0 ELSE 1 END AS changed,
        CASE WHEN next_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM number n WHERE n.incident = told.incident AND n.snapshot_id = told.next_id AND n.quantity = told.quantity
        ) THEN next_version_day END AS dropped_day
    FROM told
    WINDOW tellings AS (PARTITION BY incident, quantity, outlet ORDER BY attempt_id)
),
numbered AS (
    SELECT followed.*, sum(changed) OVER (PARTITION BY incident, quantity, outlet ORDER BY attempt_id) AS span
    FROM followed
),
-- The same numbers, told again and again, are one span: it lasts until other numbers come, or the last text that has them drops them.
lasting AS (
    SELECT
        incident, quantity, outlet, span, min(attempt_id) AS attempt_id, min(day) AS from_day,
        CASE WHEN count(next_id) = count(*) THEN max(dropped_day) END AS dropped_day
    FROM numbered
    GROUP BY incident, quantity, outlet, span
),
ended AS (
    SELECT lasting.*, lead(from_day) OVER (PARTITION BY incident, quantity, outlet ORDER BY span) AS next_day
    FROM lasting
),
spans AS (
    SELECT
        incident, quantity, outlet, attempt_id, from_day,
        CASE WHEN dropped_day < coalesce(next_day, '9999') THEN dropped_day ELSE next_day END AS until_day
    FROM ended
),
standing AS MATERIALIZED (
    SELECT said.*, spans.until_day
    FROM spans
    JOIN said ON said.incident = spans.incident AND said.quantity = spans.quantity AND said.outlet = spans.outlet
        AND said.attempt_id = spans.attempt_id
    WHERE spans.until_day IS NULL OR spans.until_day > spans.from_day
),
-- A text that has several numbers for one thing agrees with whoever has any of them.
pairs AS (
    SELECT
        a.incident, a.quantity, a.outlet AS outlet, b.outlet AS other_outlet, a.attempt_id AS attempt_id, b.attempt_id AS other_attempt_id,
        min(a.statement_id) AS statement_id, min(b.statement_id) AS other_statement_id,
        CASE WHEN a.day > b.day THEN a.day ELSE b.day END AS from_day,
        CASE WHEN a.until_day < coalesce(b.until_day, '9999') THEN a.until_day ELSE b.until_day END AS until_day
    FROM standing a
    JOIN standing b ON b.incident = a.incident AND b.quantity = a.quantity AND b.voice <> a.voice AND b.outlet > a.outlet
    WHERE a.day < coalesce(b.until_day, '9999') AND b.day < coalesce(a.until_day, '9999')
    GROUP BY a.incident, a.quantity, a.outlet, b.outlet, a.attempt_id, b.attempt_id, a.day, b.day, a.until_day, b.until_day
    HAVING max(CASE
        WHEN (a.comparator = '~' OR b.comparator = '~')
            AND abs(a.value - b.value) <= 0.1 * (CASE WHEN abs(a.value) > abs(b.value) THEN abs(a.value) ELSE abs(b.value) END) THEN 1
        WHEN a.low > b.high OR b.low > a.high THEN 0
        ELSE 1
    END) = 0
),
-- How many other voices had which number when a text came, of those that had told theirs within thirty days before. Of an imported text nobody
-- knows when it told its own.
others AS MATERIALIZED (
    SELECT
        a.incident, a.quantity, a.outlet, a.attempt_id, b.value, count(DISTINCT b.voice) AS voices, min(b.statement_id) AS other_statement_id
    FROM standing a
    JOIN standing b ON b.incident = a.incident AND b.quantity = a.quantity AND b.voice <> a.voice AND b.comparator = '='
    WHERE b.until_at <= a.after_at AND (b.until_day IS NULL OR b.until_day > a.day)
    AND julianday(a.until_at) - julianday(b.until_at) <= 30
    AND b.outlet NOT IN (SELECT o.outlet FROM v_outlet o WHERE o.role = 'import')
    GROUP BY a.incident, a.quantity, a.outlet, a.attempt_id, b.value
),
consensus AS (
    SELECT o.*
    FROM others o
    WHERE o.voices >= 2 AND NOT EXISTS (
        SELECT 1 FROM others rival
        WHERE rival.incident = o.incident AND rival.quantity = o.quantity AND rival.outlet = o.outlet AND rival.attempt_id = o.attempt_id
        AND rival.value <> o.value AND rival.voices >= o.voices
    )
),
reference AS (
    SELECT d.incident, q.quantity, q.value, q.source, CAST(q.since AS text) AS since
    FROM v_active judge
    JOIN annotator w ON w.id = judge.annotator_id
    JOIN definition d ON d.id = w.definition_id
    JOIN reference_value q ON q.definition_id = d.id
    WHERE judge.name = 'claims/' || d.incident
),
against AS (
    SELECT
        s.incident, 'consensus' AS kind, s.quantity, s.outlet, s.attempt_id, c.value AS known, min(s.statement_id) AS statement_id,
        c.other_statement_id, s.day AS from_day, s.until_day, CAST(c.voices AS text) || ' others' AS detail
    FROM standing s
    JOIN consensus c ON c.incident = s.incident AND c.quantity = s.quantity AND c.outlet = s.outlet AND c.attempt_id = s.attempt_id
    GROUP BY s.incident, s.quantity, s.outlet, s.attempt_id, c.value, c.other_statement_id, s.day, s.until_day, c.voices
    HAVING max(CASE WHEN s.comparator = '~' AND abs(s.value - c.value) <= 0.1 * abs(c.value) THEN 1 WHEN s.low > c.value OR s.high < c.value THEN 0 ELSE 1 END) = 0
    UNION ALL
    SELECT
        s.incident, 'reference', s.quantity, s.outlet, s.attempt_id, r.value, min(s.statement_id),
        NULL, CASE WHEN s.day > r.since THEN s.day ELSE r.since END, s.until_day, r.source
    FROM standing s
    JOIN reference r ON r.incident = s.incident AND r.quantity = s.quantity
    WHERE s.until_day IS NULL OR s.until_day > r.since
    GROUP BY s.incident, s.quantity, s.outlet, s.attempt_id, r.value, r.source, r.since, s.day, s.until_day
    HAVING max(CASE WHEN s.comparator = '~' AND abs(s.value - r.value) <= 0.1 * abs(r.value) THEN 1 WHEN s.low > r.value OR s.high < r.value THEN 0 ELSE 1 END) = 0
),
found AS (
    SELECT incident, 'between' AS kind, quantity, attempt_id, other_attempt_id, statement_id, other_statement_id, NULL AS known, from_day, until_day, '' AS detail
    FROM pairs
    UNION ALL
    SELECT incident, kind, quantity, attempt_id, NULL, statement_id, other_statement_id, known, from_day, until_day, detail
    FROM against
    UNION ALL
    SELECT t.incident, 'internal', i.kind, t.attempt_id, t.attempt_id, i.statement_id, i.other_id, NULL, t.day, NULL, i.explanation
    FROM inconsistency i
    JOIN telling t ON t.judgment_id = i.judgment_id
    WHERE NOT t.returned AND NOT EXISTS (
        SELECT 1 FROM v_ruling ru
        WHERE ru.statement_id IN (i.statement_id, i.other_id) AND ru.replaced_at IS NULL AND ru.decision = 'rejected'
    )
)
SELECT
    f.incident,
    f.kind,
    f.quantity,
    t.outlet,
    t.outlet_name,
    t.url,
    s.comparator,
    s.value,
    t.after_at AS said_after_at,
    t.until_at AS said_until_at,
    o.outlet AS other_outlet,
    o.outlet_name AS other_outlet_name,
    o.url AS other_url,
    os.comparator AS other_comparator,
    coalesce(f.known, os.value) AS other_value,
    o.after_at AS other_said_after_at,
    o.until_at AS other_said_until_at,
    f.from_day,
    f.until_day,
    f.detail,
    t.article_id,
    o.article_id AS other_article_id,
    f.statement_id,
    f.other_statement_id
FROM found f
JOIN telling t ON t.attempt_id = f.attempt_id AND t.incident = f.incident
LEFT JOIN telling o ON o.attempt_id = f.other_attempt_id AND o.incident = f.incident
LEFT JOIN statement s ON s.id = f.statement_id
LEFT JOIN statement os ON os.id = f.other_statement_id
