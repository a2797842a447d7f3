CREATE TABLE hardpoint.lease (
    key bytea PRIMARY KEY,
    fingerprint bytea NOT NULL,
    owner int8 NOT NULL,
    lease_ends timestamptz NOT NULL,
    is_done bool NOT NULL,
    answer bytea,
    expires timestamptz NOT NULL
);
CREATE INDEX lease_expires ON hardpoint.lease (expires);

-- Takes a lease if its key is free; says else why not, and what the answer was. Spans are in seconds.
CREATE FUNCTION hardpoint.claim(
    claimed bytea, request bytea, claimant int8, length float8, ttl float8, rerun_safe bool,
    OUT outcome text, OUT kept bytea
) LANGUAGE plpgsql AS $claim$
DECLARE
    known hardpoint.lease;
    at timestamptz;
    ends timestamptz;
BEGIN
    -- What is granted is executed: it must not be forgotten, whatever this role's default is.
    IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    -- Every statement sees what was committed before it began. So who finds that somebody else was
    -- faster looks again, and sees the row of whoever that was.
    FOR attempt IN 1..100 LOOP
        SELECT * INTO known FROM hardpoint.lease WHERE key = claimed;
        at := clock_timestamp();
        IF known.expires > at THEN
            outcome := CASE
                WHEN known.fingerprint <> request THEN 'mismatch'
                WHEN NOT known.is_done AND known.owner = claimant THEN NULL
                WHEN NOT known.is_done AND known.lease_ends > at THEN 'in_flight'
                WHEN known.answer IS NOT NULL THEN 'answered'
                WHEN NOT rerun_safe THEN 'unknown'
            END;
            IF outcome IS NOT NULL THEN
                kept := known.answer;
                RETURN;
            END IF;
        END IF;
        ends := at + make_interval(secs => length);
        IF known.key IS NULL THEN
            INSERT INTO hardpoint.lease (key, fingerprint, owner, lease_ends, is_done, expires)
            VALUES (claimed, request, claimant, ends, false, ends + make_interval(secs => ttl))
            ON CONFLICT (key) DO NOTHING;
        ELSE
            -- In the place of what was seen, and of nothing else.
            UPDATE hardpoint.lease SET fingerprint = request, owner = claimant, lease_ends = ends,
                is_done = false, answer = NULL, expires = ends + make_interval(secs => ttl)
            WHERE key = claimed AND owner = known.owner AND is_done = known.is_done
                AND expires = known.expires;
        END IF;
        IF FOUND THEN
            outcome := 'granted';
            RETURN;
        END IF;
    END LOOP;
    -- It changes hands all the time.
    outcome := 'in_flight';
END $claim$;
