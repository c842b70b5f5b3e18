-- One row: which of the poles of a family prevailed on one day (UTC), at one outlet or (outlet is null) at all of them together.
WITH vote AS (
    SELECT v.incident, v.family, v.pole, v.day, v.outlet, v.outlet_name, v.article_id, v.stance
    FROM v_vote v
    WHERE v.rival AND v.stance > 0 AND NOT v.copy
),
each_pole AS (
    SELECT incident, family, outlet, outlet_name, day, pole, sum(stance) AS mass, count(DISTINCT article_id) AS articles
    FROM vote
    GROUP BY incident, family, outlet, outlet_name, day, pole
    UNION ALL
    SELECT incident, family, NULL, NULL, day, pole, sum(stance), count(DISTINCT article_id)
    FROM vote
    GROUP BY incident, family, day, pole
),
ranked AS (
    SELECT
        p.*,
        sum(mass) OVER (PARTITION BY incident, family, outlet, day) AS all_mass,
        row_number() OVER (PARTITION BY incident, family, outlet, day ORDER BY mass DESC, pole) AS place,
        lead(mass, 1, 0.0) OVER (PARTITION BY incident, family, outlet, day ORDER BY mass DESC, pole) AS next_mass
    FROM each_pole p
)
SELECT
    incident,
    family,
    outlet,
    outlet_name,
    day,
    CASE WHEN (mass - next_mass) / all_mass >= 0.15 AND all_mass >= 0.15 THEN pole ELSE 'contested' END AS verdict,
    pole AS leading_pole,
    mass / all_mass AS share,
    (mass - next_mass) / all_mass AS margin,
    all_mass AS mass,
    articles
FROM ranked
WHERE place = 1
