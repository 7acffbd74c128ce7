// What waits for a connection: acts in the order in which they were asked for. Nothing else is kept here.

export interface Waiting {
  id?: number;
  url: string;
  body: string;
  type: string;
  asked: number;
  what: string;
}

const DATABASE = "watchbill";
const STORE = "waiting";

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const request = ask(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    database.close();
  }
}

export const keep = (act: Waiting) => within("readwrite", (store) => store.add(act));
export const drop = (id: number) => within("readwrite", (store) => store.delete(id));
export const waiting = () => within("readonly", (store) => store.getAll() as IDBRequest<Waiting[]>);
export const forget = () => within("readwrite", (store) => store.clear());
