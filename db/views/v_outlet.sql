-- One row: an outlet as the catalogue describes it now.
SELECT o.id AS outlet_id, o.key AS outlet, p.name, p.country, p.language, p.ownership, p.owner, p.wire, p.home, p.role
FROM outlet o
JOIN outlet_profile p ON p.outlet_id = o.id
JOIN (SELECT max(id) AS id FROM outlet_profile GROUP BY outlet_id) newest ON newest.id = p.id
