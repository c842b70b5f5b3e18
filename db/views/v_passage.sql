-- One row: what became of one sentence on its way from an origin to a copy; of one that the origin makes claims in, one row for each claim.
SELECT
    p.id AS passage_id,
    c.cluster_id,
    c.snapshot_id,
    c.article_id,
    c.outlet,
    c.url,
    c.origin_snapshot_id,
    c.origin_outlet,
    c.origin_url,
    p.position,
    p.fate,
    CASE WHEN tc.id IS NULL THEN substr(cr.text, p.start + 1, p."end" - p.start) ELSE '[withheld: ' || tc.reason || ']' END AS text,
    CASE WHEN tg.id IS NULL THEN substr(gr.text, p.origin_start + 1, p.origin_end - p.origin_start) ELSE '[withheld: ' || tg.reason || ']' END AS origin_text,
    st.incident,
    st.claim,
    st.polarity,
    st.statement_id
FROM passage p
JOIN v_cluster c ON c.judgment_id = p.judgment_id AND c.origin_snapshot_id = p.origin_id
JOIN snapshot cs ON cs.id = c.snapshot_id
JOIN reading cr ON cr.id = cs.reading_id
JOIN snapshot gs ON gs.id = p.origin_id
JOIN reading gr ON gr.id = gs.reading_id
LEFT JOIN takedown tc ON tc.article_id = cs.article_id
LEFT JOIN takedown tg ON tg.article_id = gs.article_id
LEFT JOIN (
    SELECT v.statement_id, v.snapshot_id, v.incident, v.claim, v.polarity, said.start AS starts, said."end" AS ends
    FROM v_statement v
    JOIN statement said ON said.id = v.statement_id
    WHERE v.part = 'body'
) st ON st.snapshot_id = p.origin_id AND st.starts >= p.origin_start AND st.ends <= p.origin_end
