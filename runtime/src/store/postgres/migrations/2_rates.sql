-- A bucket: at the time `at`, so much was `missing` from it; both in nanoseconds, apart because
-- their sum may be more than an int8 holds. What is lost with it in a crash is worth no WAL.
CREATE UNLOGGED TABLE hardpoint.rate (
    at int8 NOT NULL,
    missing int8 NOT NULL,
    key bytea PRIMARY KEY
) WITH (fillfactor = 50);

-- When whatever counts no more is to be taken out of the tables next: one row, for one turn.
CREATE TABLE hardpoint.reaping (due timestamptz NOT NULL);
INSERT INTO hardpoint.reaping (due) VALUES (now());

-- Takes the price of each bucket from it, or nothing from any. Gives the time, then what was
-- missing from each before. A price that its bucket can never hold is NULL. `locks` has a number
-- for each key, ascending: two callers that take the same locks in the same order wait for each
-- other, never both of them. Whoever is denied writes nothing.
CREATE FUNCTION hardpoint.take_rates(
    locks int8[], keys bytea[], sizes int8[], prices int8[], shadows bool[]
) RETURNS int8[] LANGUAGE plpgsql AS $take$
DECLARE
    has_lock bool;
    time_now int8;
    time_then int8;
    times_then int8[];
    lacks int8;
    lacked int8[];
    will_lack int8[];
    admitted bool := true;
BEGIN
    -- Each statement has a snapshot of its own, so a row is as whoever had its lock before left it.
    FOR i IN 1 .. cardinality(locks) LOOP
        has_lock := pg_catalog.pg_advisory_xact_lock(locks[i]) IS NULL;
        SELECT at, missing INTO time_then, lacks FROM hardpoint.rate WHERE key = keys[i];
        times_then[i] := time_then;
        lacked[i] := lacks;
    END LOOP;
    -- The time after the locks, so that decisions on one bucket are in its order; and after the
    -- rows, so that one that has been taken out of the table for being full is full by this time.
    time_now := (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000000)::int8 * 1000;

    FOR i IN 1 .. cardinality(locks) LOOP
        time_then := times_then[i];
        lacks := lacked[i];
        IF lacks IS NULL THEN
            lacks := 0;
        ELSIF time_then <= time_now THEN
            lacks := least(greatest(lacks - (time_now - time_then), 0), sizes[i]);
        ELSIF lacks > sizes[i] - (time_then - time_now) THEN
            -- The clock has stepped back.
            lacks := sizes[i];
        ELSE
            lacks := lacks + (time_then - time_now);
        END IF;
        lacked[i] := lacks;
        IF lacks <= sizes[i] - prices[i] THEN
            will_lack[i] := lacks + prices[i];
        ELSIF NOT shadows[i] THEN
            admitted := false;
        END IF;
    END LOOP;

    FOR i IN 1 .. cardinality(locks) LOOP
        IF admitted AND will_lack[i] IS NOT NULL THEN
            INSERT INTO hardpoint.rate (at, missing, key)
            VALUES (time_now, will_lack[i], keys[i])
            ON CONFLICT (key) DO UPDATE SET at = excluded.at, missing = excluded.missing;
        END IF;
    END LOOP;
    RETURN time_now || lacked;
END $take$;
