-- One row: the step from one version of an article to another, after the look at after_at and no later than the one at until_at, as judged and as overruled.
WITH compared AS (
    SELECT
        rv.*,
        j.annotator_id AS judge_id,
        old.opened_by AS from_opened_by,
        new.opened_by AS to_opened_by,
        new.annotator_id AS reader_id,
        older.modified_at AS before_modified_at,
        newer.modified_at AS after_modified_at
    FROM revision rv
    JOIN judgment j ON j.id = rv.judgment_id
    JOIN v_active compare ON compare.annotator_id = j.annotator_id AND compare.name = 'compare'
    JOIN snapshot old ON old.id = rv.before_id
    JOIN snapshot new ON new.id = rv.after_id
    JOIN v_active reader ON reader.annotator_id = new.annotator_id AND reader.name = 'read'
    JOIN reading older ON older.id = old.reading_id
    JOIN reading newer ON newer.id = new.reading_id
)
SELECT
    rv.id AS revision_id,
    rv.article_id,
    o.outlet,
    o.name AS outlet_name,
    a.url,
    (
        SELECT count(*) FROM snapshot earlier
        WHERE earlier.article_id = rv.article_id AND earlier.annotator_id = rv.reader_id AND earlier.opened_by <= rv.from_opened_by
    ) AS from_version,
    (
        SELECT count(*) FROM snapshot earlier
        WHERE earlier.article_id = rv.article_id AND earlier.annotator_id = rv.reader_id AND earlier.opened_by <= rv.to_opened_by
    ) AS to_version,
    last.captured_at AS after_at,
    first.captured_at AS until_at,
    CASE m.decision WHEN 'yes' THEN true WHEN 'no' THEN false ELSE rv.material END AS material,
    coalesce(v.decision, rv.verdict) AS verdict,
    rv.material AS judged_material,
    rv.verdict AS judged_verdict,
    CASE WHEN m.reason <> v.reason THEN m.reason || '; ' || v.reason ELSE coalesce(m.reason, v.reason) END AS overruled_because,
    CASE WHEN m.decided_by <> v.decided_by THEN m.decided_by || '; ' || v.decided_by ELSE coalesce(m.decided_by, v.decided_by) END AS overruled_by,
    rv.outlet_dated_edits,
    CASE WHEN rv.to_opened_by > rv.from_opened_by THEN rv.before_modified_at END AS before_modified_at,
    CASE WHEN rv.to_opened_by > rv.from_opened_by THEN rv.after_modified_at END AS after_modified_at,
    rv.live,
    rv.to_opened_by < rv.from_opened_by AS returned,
    rv.last_attempt_id,
    rv.first_attempt_id
FROM compared rv
JOIN attempt last ON last.id = rv.last_attempt_id
JOIN attempt first ON first.id = rv.first_attempt_id
JOIN article a ON a.id = rv.article_id
JOIN v_outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN v_overrule m ON m.subject = 'material' AND m.attempt_id = rv.first_attempt_id
LEFT JOIN v_overrule v ON v.subject = 'verdict' AND v.attempt_id = rv.first_attempt_id
WHERE a.same_as_id IS NULL
AND NOT EXISTS (
    SELECT 1 FROM revision newer
    JOIN judgment other ON other.id = newer.judgment_id
    JOIN snapshot led_to ON led_to.id = newer.after_id
    WHERE newer.article_id = rv.article_id AND newer.first_attempt_id = rv.first_attempt_id AND newer.id > rv.id
    AND other.annotator_id = rv.judge_id AND led_to.annotator_id = rv.reader_id
)
