import type { Client } from 'pg';
import { InputError } from '../../../input-error';

/** Older versions can't make a view that keeps row-level security. */
const OLDEST_SERVER = 150_000;

/**
 * Every version of the remote schema, the oldest first: what leads to it from the one before. Every key begins with the
 * home, so that the tables can be distributed by it. Row-level security lets a role see the homes that `home_access`
 * gives it; the owner of the tables sees all. `running_at` is a counter's consumption until a moment, between readings
 * evenly: a total is the difference of two.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE home (
     home text PRIMARY KEY,
     file text NOT NULL,
     token text,
     token_before text,
     token_from int8,
     seen timestamptz NOT NULL DEFAULT now()
   );
   CREATE TABLE home_access (
     home text NOT NULL,
     role name NOT NULL,
     PRIMARY KEY (home, role)
   );
   CREATE TABLE series (
     home text NOT NULL,
     id smallint NOT NULL,
     name text NOT NULL,
     kind text NOT NULL,
     unit text NOT NULL,
     PRIMARY KEY (home, id),
     UNIQUE (home, name)
   );
   CREATE TABLE reading (
     time timestamptz NOT NULL,
     value float8 NOT NULL,
     carried float8,
     gap int8,
     estimated float8,
     series smallint NOT NULL,
     home text NOT NULL,
     PRIMARY KEY (home, series, time)
   );
   CREATE TABLE meter (
     home text NOT NULL,
     series smallint NOT NULL,
     time int8 NOT NULL,
     manufacturer text,
     serial text,
     medium text,
     PRIMARY KEY (home, series, time)
   );
   CREATE TABLE aside (
     home text NOT NULL,
     series smallint NOT NULL,
     time int8 NOT NULL,
     value float8 NOT NULL,
     meter text,
     event int8 NOT NULL,
     PRIMARY KEY (home, series, time, value)
   );
   CREATE TABLE event (
     home text NOT NULL,
     series smallint NOT NULL,
     id int8 NOT NULL,
     kind text NOT NULL,
     time int8 NOT NULL,
     until int8 NOT NULL,
     evidence text NOT NULL,
     noticed int8 NOT NULL,
     withdrawn int8,
     PRIMARY KEY (home, id)
   );
   CREATE TABLE decision (
     home text NOT NULL,
     series smallint NOT NULL,
     id int8 NOT NULL,
     event int8,
     start int8 NOT NULL,
     until int8 NOT NULL,
     verdict text NOT NULL,
     made int8 NOT NULL,
     made_by text NOT NULL,
     why text NOT NULL,
     undone int8,
     undone_by text,
     undone_why text,
     PRIMARY KEY (home, id)
   );
   CREATE VIEW telemetry WITH (security_invoker = true) AS
     SELECT home, name AS series, kind, unit, time, value,
       CASE kind WHEN 'counter' THEN carried + value ELSE carried END AS running, gap, estimated
     FROM reading JOIN series USING (home) WHERE series.id = reading.series;
   CREATE FUNCTION running_at(of_home text, of_series text, at timestamptz) RETURNS float8 LANGUAGE sql STABLE AS $$
     SELECT CASE WHEN before.time IS NULL OR after.time IS NULL THEN coalesce(before.running, after.running)
       ELSE before.running + (after.running - before.running)
         * extract(epoch FROM at - before.time) / extract(epoch FROM after.time - before.time) END
     FROM (SELECT) AS one
     LEFT JOIN LATERAL (SELECT time, running FROM telemetry WHERE home = of_home AND series = of_series
       AND time <= at AND running IS NOT NULL ORDER BY time DESC LIMIT 1) AS before ON true
     LEFT JOIN LATERAL (SELECT time, running FROM telemetry WHERE home = of_home AND series = of_series
       AND time > at AND running IS NOT NULL ORDER BY time LIMIT 1) AS after ON true
   $$;
   DO $$
   DECLARE this text;
   BEGIN
     ALTER TABLE home_access ENABLE ROW LEVEL SECURITY;
     CREATE POLICY own_access ON home_access USING (role = current_user);
     FOREACH this IN ARRAY ARRAY['home', 'series', 'reading', 'meter', 'aside', 'event', 'decision'] LOOP
       EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', this);
       EXECUTE format('CREATE POLICY own_home ON %I USING (home IN (SELECT a.home FROM home_access a WHERE a.role = current_user))', this);
     END LOOP;
     IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
       PERFORM create_hypertable('reading', 'time', chunk_time_interval => interval '30 days');
     END IF;
   END $$;`,
];

/** Of two houses that come first at the same moment one makes the tables. */
const LOCK = 0x4854656c;

/**
 * Makes the remote's tables ready: creates them where they are missing, migrates older ones.
 * @throws InputError `old-server`, `newer-database` or `no-tables` (they are missing and the role may not create any)
 */
export async function prepareRemote(client: Client): Promise<void> {
  const current = await version(client);
  if (current === MIGRATIONS.length) return;
  const server = Number(
    (await client.query<{ v: string }>("SELECT current_setting('server_version_num') AS v")).rows[0]!.v,
  );
  if (server < OLDEST_SERVER) {
    throw new InputError('old-server', `The remote PostgreSQL is too old (${server}): version 15 or newer is needed.`);
  }
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await client.query('CREATE TABLE IF NOT EXISTS telemetry_schema (version integer NOT NULL)');
    const done = await version(client);
    for (const migration of MIGRATIONS.slice(done)) await client.query(migration);
    await client.query('DELETE FROM telemetry_schema');
    await client.query('INSERT INTO telemetry_schema VALUES ($1)', [MIGRATIONS.length]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new InputError(
      'no-tables',
      `The remote database has no telemetry tables of this version, and the role may not create them ` +
        `(${(error as Error).message}). Let its owner run "home-telemetry remote" once.`,
    );
  }
}

async function version(client: Client): Promise<number> {
  const { rows } = await client.query<{ found: boolean }>(
    "SELECT to_regclass('telemetry_schema') IS NOT NULL AS found",
  );
  if (!rows[0]!.found) return 0;
  const known = (await client.query<{ version: number }>('SELECT version FROM telemetry_schema')).rows[0]?.version ?? 0;
  if (known > MIGRATIONS.length) {
    throw new InputError(
      'newer-database',
      `The remote's tables are of a newer version (${known}, known here: ${MIGRATIONS.length}). Update the nodes.`,
    );
  }
  return known;
}
