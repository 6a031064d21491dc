// What is kept in the browser. Where it may keep nothing (a private window), it is kept as long as the page is open.

const spare = new Map();

function place(name) {
  try {
    return window[name];
  } catch (refused) {
    return null;
  }
}

function read(storage, key) {
  try {
    const text = storage.getItem(key);
    return text === null ? null : JSON.parse(text);
  } catch (refused) {
    return spare.has(key) ? spare.get(key) : null;
  }
}

function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch (refused) {
    spare.set(key, value);
  }
}

function drop(storage, key) {
  spare.delete(key);
  try {
    storage.removeItem(key);
  } catch (refused) {
    // It was never kept there.
  }
}

function keeper(storage) {
  return {
    get: (key) => read(storage, `chuangguan:${key}`),
    set: (key, value) => write(storage, `chuangguan:${key}`, value),
    drop: (key) => drop(storage, `chuangguan:${key}`),
  };
}

/** Until the tab is closed: who is signed in. */
export const here = keeper(place("sessionStorage"));

/** Across tabs and restarts: what was answered and not yet taken by the server. */
export const device = keeper(place("localStorage"));
