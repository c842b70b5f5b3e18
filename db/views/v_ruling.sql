-- One row: what a person decided on a statement as some annotator has it, from decided_at until it was decided anew (replaced_at; null: it stands).
SELECT
    st.id AS statement_id,
    ov.decision,
    ov.reason,
    ov.decided_by,
    ov.recorded_at AS decided_at,
    (
        SELECT min(later.recorded_at) FROM overrule later
        WHERE later.subject = ov.subject AND later.subject_id = ov.subject_id AND later.id > ov.id
    ) AS replaced_at
FROM overrule ov
JOIN cited c ON c.id = ov.subject_id
JOIN attempt opening ON opening.id = c.attempt_id
JOIN snapshot s ON s.article_id = opening.article_id AND s.opened_by = opening.id
JOIN judgment j ON j.snapshot_id = s.id
JOIN statement st ON st.judgment_id = j.id AND st.content_sha256 = c.content_sha256
WHERE ov.subject = 'statement' AND ov.decision <> 'as judged'
