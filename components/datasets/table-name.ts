/** A name that SQL takes without quotes, made of a file's: `Bike sharing (hour).csv` → `bike_sharing_hour`. */
export function toTableName(fileName: string): string {
  const words = fileName
    .replace(/\.[a-z0-9]{1,8}$/i, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const name = (words ?? ['data']).join('_').slice(0, 60);
  return /^[a-z]/.test(name) ? name : `t_${name}`;
}
