-- Three functions of SQLite that the views use, in PostgreSQL: instants as days, as numbers of days, and moved; of UTC, whatever the client's zone is.
CREATE OR REPLACE FUNCTION strftime(format text, at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', replace(replace(replace(format, '%Y', 'YYYY'), '%m', 'MM'), '%d', 'DD'))
$$;
CREATE OR REPLACE FUNCTION julianday(at timestamptz) RETURNS double precision LANGUAGE sql STABLE AS $$
    SELECT CAST(extract(epoch FROM at) AS double precision) / 86400 + 2440587.5
$$;
CREATE OR REPLACE FUNCTION datetime(at timestamptz, modifier text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT at + CAST(modifier AS interval)
$$;
