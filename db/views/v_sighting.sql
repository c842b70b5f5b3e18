-- One row: a look that saw a version's words. Of several sightings that one look has under one reader the newest counts.
SELECT si.snapshot_id, s.article_id, si.attempt_id, look.captured_at AS at, si.hidden, si.returned_from_id
FROM sighting si
JOIN snapshot s ON s.id = si.snapshot_id
JOIN v_active reader ON reader.annotator_id = s.annotator_id AND reader.name = 'read'
JOIN attempt look ON look.id = si.attempt_id
WHERE NOT EXISTS (
    SELECT 1 FROM sighting later
    JOIN snapshot other ON other.id = later.snapshot_id
    WHERE later.attempt_id = si.attempt_id AND later.id > si.id AND other.annotator_id = s.annotator_id
)
