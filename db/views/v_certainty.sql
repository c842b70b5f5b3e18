-- One row: how surely those articles of one day (UTC) that affirm a claim do so; copies are not counted.
SELECT
    v.incident,
    v.claim,
    v.label,
    v.family,
    v.day,
    count(*) AS articles,
    count(DISTINCT v.outlet) AS outlets,
    avg(v.stance) AS certainty,
    min(v.stance) AS least,
    max(v.stance) AS most,
    sum(CASE WHEN v.both_ways THEN 1 ELSE 0 END) AS both_ways
FROM v_vote v
WHERE v.stance > 0 AND NOT v.copy
GROUP BY v.incident, v.claim, v.label, v.family, v.day
