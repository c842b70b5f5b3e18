-- One row: what part of an outlet's words on one family of claims a claim had on one day (UTC): copies of others' texts are counted beside it.
WITH mass AS (
    SELECT
        v.incident, v.family, v.outlet, v.outlet_name, v.day, v.claim, v.label, v.pole,
        sum(CASE WHEN v.copy THEN 0.0 ELSE v.stance END) AS mass,
        sum(CASE WHEN v.copy THEN 0 ELSE 1 END) AS articles,
        sum(CASE WHEN v.copy THEN 1 ELSE 0 END) AS copies
    FROM v_vote v
    WHERE v.rival AND v.stance > 0
    GROUP BY v.incident, v.family, v.outlet, v.outlet_name, v.day, v.claim, v.label, v.pole
)
SELECT
    mass.*,
    mass.mass / nullif(sum(mass.mass) OVER (PARTITION BY mass.incident, mass.family, mass.outlet, mass.day), 0.0) AS share
FROM mass
