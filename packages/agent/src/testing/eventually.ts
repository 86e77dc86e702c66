/** Repeats `check` until it no longer throws. The bound only ends a test that would hang. */
export async function eventually(check: () => void): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      check();
      return;
    } catch (error) {
      if (attempt >= 4_000) throw error;
    }
    await new Promise(resolve => {
      setTimeout(resolve, 5);
    });
  }
}
