-- One row: an outlet moved from one pole of a family to another: two verdicts that follow each other differ, contested days left out.
-- Confirmed by a second article of the day, or by the outlet's next verdict; lapsed when that goes back; provisional while neither is.
WITH pole AS MATERIALIZED (
    SELECT * FROM v_pole
),
verdict AS MATERIALIZED (
    SELECT
        p.*,
        lag(p.verdict) OVER days AS before,
        lead(p.verdict) OVER days AS after
    FROM pole p
    WHERE p.outlet IS NOT NULL AND p.verdict <> 'contested'
    WINDOW days AS (PARTITION BY p.incident, p.family, p.outlet ORDER BY p.day)
),
-- A verdict holds when it is the first, has two articles, or agrees with one beside it; between those that hold lie the others.
held AS (
    SELECT v.*, CASE WHEN before IS NULL OR articles >= 2 OR after = verdict OR before = verdict THEN 1 ELSE 0 END AS holds
    FROM verdict v
),
grouped AS (
    SELECT held.*, sum(holds) OVER (PARTITION BY incident, family, outlet ORDER BY day) AS stretch
    FROM held
),
stretched AS (
    SELECT
        g.*,
        first_value(verdict) OVER (PARTITION BY incident, family, outlet, stretch ORDER BY day) AS standing,
        first_value(day) OVER (PARTITION BY incident, family, outlet, stretch ORDER BY day) AS standing_day
    FROM grouped g
),
holding AS (
    SELECT s.*, lag(verdict) OVER days AS from_pole, lag(day) OVER days AS from_day
    FROM stretched s
    WHERE holds = 1
    WINDOW days AS (PARTITION BY incident, family, outlet ORDER BY day)
),
turned AS MATERIALIZED (
    SELECT incident, family, outlet, outlet_name, day, from_pole, from_day, verdict AS to_pole, 'confirmed' AS state, share, articles
    FROM holding
    WHERE from_pole <> verdict
    UNION ALL
    SELECT
        s.incident, s.family, s.outlet, s.outlet_name, s.day, s.standing, s.standing_day, s.verdict,
        CASE WHEN s.after IS NULL THEN 'provisional' ELSE 'lapsed' END, s.share, s.articles
    FROM stretched s
    WHERE s.holds = 0 AND s.standing <> s.verdict
),
-- The first of the articles that made the day what it was.
vote AS MATERIALIZED (
    SELECT * FROM v_vote
),
shown AS (
    SELECT v.*, row_number() OVER (PARTITION BY v.incident, v.family, v.outlet, v.pole, v.day ORDER BY v.until_at, v.stance DESC, v.snapshot_id) AS nth
    FROM vote v
    WHERE v.rival AND v.stance > 0 AND NOT v.copy
),
showing AS MATERIALIZED (
    SELECT * FROM shown WHERE nth = 1
)
SELECT
    f.incident,
    f.family,
    f.outlet,
    f.outlet_name,
    f.from_pole,
    f.to_pole,
    f.from_day,
    f.day,
    f.state,
    f.share,
    f.articles,
    v.claim,
    v.after_at,
    v.until_at,
    v.url,
    v.article_id,
    v.statement_id
FROM turned f
JOIN showing v ON v.incident = f.incident AND v.family = f.family AND v.outlet = f.outlet AND v.pole = f.to_pole AND v.day = f.day
