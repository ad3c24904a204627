-- The audit of agents. A row is its canonical JSON and the SHA-256 of that; what it is searched by is read out of it,
-- so that nothing can say otherwise than what was hashed.
CREATE TABLE audit (
    key INTEGER PRIMARY KEY, body TEXT NOT NULL, sha256 TEXT NOT NULL,
    at_ms INTEGER AS (json_extract(body, '$.at_ms')) VIRTUAL,
    decision_id TEXT AS (json_extract(body, '$.id')) VIRTUAL,
    agent TEXT AS (json_extract(body, '$.agent')) VIRTUAL,
    decision TEXT AS (json_extract(body, '$.decision')) VIRTUAL,
    operation TEXT AS (json_extract(body, '$.operation')) VIRTUAL
);
CREATE INDEX audit_by_agent ON audit (agent, key);
