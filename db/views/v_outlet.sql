-- One row: an outlet as the catalogue describes it now.
SELECT o.id AS outlet_id, o.key AS outlet, p.name, p.country, p.language, p.ownership, p.owner, p.wire, p.home
FROM outlet o
JOIN outlet_profile p ON p.outlet_id = o.id
WHERE p.id = (SELECT max(later.id) FROM outlet_profile later WHERE later.outlet_id = o.id)
