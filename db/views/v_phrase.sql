-- One row: words that had come up in an incident's texts by the end of a day, held against the texts before. g2: how surely (10.83 is one in a thousand).
SELECT
    p.id AS phrase_id,
    d.incident,
    d.day,
    p.words,
    p.recent,
    p.voices,
    p.before,
    p.g2,
    d.recent AS recent_texts,
    d.before AS before_texts
FROM phrase p
JOIN phrase_day d ON d.id = p.phrase_day_id
JOIN v_active claims ON claims.annotator_id = d.annotator_id
