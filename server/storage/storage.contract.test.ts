import { afterAll, beforeAll, describe } from 'vitest';
import { storageContract } from './storage.contract';
import { type TestStorage, testStorages } from './testing';

describe.each(testStorages)('storage on $name', ({ open }) => {
  let test: TestStorage;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());

  storageContract(() => test.storage);
});
