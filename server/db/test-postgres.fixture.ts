/** The PostgreSQL that tests may use beside the embedded engine, as `.ci/run` starts one; undefined where there is none. */
export const testPostgres = process.env.TEST_DATABASE_URL;

const { hostname, port, username, pathname, password } = new URL(
  testPostgres ?? 'postgres://nobody:never-shown@127.0.0.1/nothing',
);

/** The same as a person writes it down for a connection; of a server that is not there where there is none. */
export const testPostgresPlace = {
  host: hostname,
  port: Number(port || 5432),
  user: username,
  database: pathname.slice(1),
  password: password || 'never shown',
};
