-- One row: one place where one version of an article makes, or denies, a claim. The text stands verbatim in the snapshot. What a person rejected is left out.
SELECT
    st.id AS statement_id,
    st.incident,
    o.outlet,
    o.name AS outlet_name,
    a.url,
    s.article_id,
    s.id AS snapshot_id,
    opening.captured_at AS first_seen_at,
    st.claim,
    st.polarity,
    st.certainty,
    st.source,
    st.actor,
    st.value,
    st.comparator,
    st.unit,
    st.part,
    CASE WHEN td.id IS NULL THEN st.text ELSE '[withheld: ' || td.reason || ']' END AS text,
    st.rule,
    td.reason AS withheld,
    st.time,
    st.presupposed,
    ru.decision
FROM statement st
JOIN judgment j ON j.id = st.judgment_id
JOIN v_active claims ON claims.annotator_id = j.annotator_id
JOIN snapshot s ON s.id = j.snapshot_id
JOIN attempt opening ON opening.id = s.opened_by
JOIN article a ON a.id = s.article_id
JOIN v_outlet o ON o.outlet_id = a.outlet_id
LEFT JOIN takedown td ON td.article_id = s.article_id
LEFT JOIN v_ruling ru ON ru.statement_id = st.id AND ru.replaced_at IS NULL
WHERE a.same_as_id IS NULL AND (ru.decision IS NULL OR ru.decision <> 'rejected')
