-- One row: what happened to one sentence, or to the headline, after the look at after_at and no later than the one at until_at.
SELECT
    e.id AS edit_id,
    rv.article_id,
    o.outlet,
    o.name AS outlet_name,
    a.url,
    last.captured_at AS after_at,
    first.captured_at AS until_at,
    e.part,
    e.action,
    e.label,
    e.material,
    rv.verdict,
    CASE WHEN td.id IS NOT NULL AND e.before_start IS NOT NULL THEN '[withheld: ' || td.reason || ']' ELSE e.before END AS before,
    CASE WHEN td.id IS NOT NULL AND e.after_start IS NOT NULL THEN '[withheld: ' || td.reason || ']' ELSE e.after END AS after,
    e.rule,
    rv.last_attempt_id,
    rv.first_attempt_id,
    td.reason AS withheld
FROM edit e
JOIN revision rv ON rv.id = e.revision_id
JOIN judgment j ON j.id = rv.judgment_id
JOIN v_active compare ON compare.annotator_id = j.annotator_id AND compare.name = 'compare'
JOIN attempt last ON last.id = rv.last_attempt_id
JOIN attempt first ON first.id = rv.first_attempt_id
JOIN article a ON a.id = rv.article_id
JOIN v_outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN takedown td ON td.article_id = rv.article_id
WHERE a.same_as_id IS NULL
