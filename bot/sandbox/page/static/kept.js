// What stays in this browser from one visit to the next.

/** A small thing kept in this browser. */
export function remembered(key, fallback) {
  try {
    return localStorage.getItem(`workspace:${key}`) ?? fallback;
  } catch {
    return fallback; // a browser that keeps nothing still shows the page
  }
}

/** Keep a small thing in this browser. */
export function remember(key, value) {
  try {
    localStorage.setItem(`workspace:${key}`, value);
  } catch {
    return; // as above
  }
}
