import { readConfig } from './config';
import { AppError } from './errors';
import { startServer } from './main';
import { describePlace } from './storage/s3-problems';

/** What `npm start` runs once everything is built. It ends with the process. */
export async function runProgram(programFolder: string): Promise<void> {
  let closing = false;
  try {
    const running = await startServer(readConfig(process.env, programFolder), { programFolder, pages: true });
    const { config } = running.system;
    const { storage, dataFolder } = config;
    const where = storage
      ? `files in ${describePlace(storage)}, copies in ${dataFolder}`
      : `data in ${dataFolder}`;
    console.log(
      config.role === 'worker'
        ? `Cellar's worker is ready (${where}). Stop it with Ctrl-C.`
        : `Cellar is ready at ${running.url} (${where}). Stop it with Ctrl-C.`,
    );
    const stop = async () => {
      if (closing) process.exit(130);
      closing = true;
      console.log('Stopping …');
      try {
        await running.close();
        process.exit(0);
      } catch (error) {
        console.error('Cellar did not stop cleanly; nothing acknowledged is lost.', error);
        process.exit(1);
      }
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  } catch (error) {
    console.error(error instanceof AppError ? error.message : error);
    process.exit(1);
  }
}
