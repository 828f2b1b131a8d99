export { default as startSqlite } from 'sql.js';
