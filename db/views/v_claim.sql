-- One row: an entry of an incident's catalogue, as its current definition has it.
SELECT
    d.incident,
    c.claim,
    c.label,
    c.family,
    c.parent,
    c.pole,
    c.act,
    -- of claims below each other in one pole the uppermost is the rival of other poles: it holds what those below it affirm
    c.pole IS NOT NULL AND (above.pole IS NULL OR above.pole <> c.pole OR above.family <> c.family) AS rival,
    d.id AS definition_id,
    d.version AS definition_version
FROM v_active judge
JOIN annotator w ON w.id = judge.annotator_id
JOIN definition d ON d.id = w.definition_id
JOIN claim c ON c.definition_id = d.id
LEFT JOIN claim above ON above.definition_id = d.id AND above.claim = c.parent
WHERE judge.name = 'claims/' || d.incident
