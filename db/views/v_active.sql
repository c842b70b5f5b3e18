-- One row: an annotator whose judgments are the current ones of its name.
SELECT a.name, a.annotator_id, a.recorded_at AS activated_at
FROM activation a
WHERE a.id = (SELECT max(later.id) FROM activation later WHERE later.name = a.name)
