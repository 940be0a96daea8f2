// Runs before the first paint, as a plain script: the chosen theme, and no first lesson where
// something else was asked for.
{
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem("theme");
    if (theme) root.dataset["theme"] = theme;
  } catch {
    // Without storage there is no choice: the system's theme.
  }
  if (/[?&]lesson=/.test(location.search) || location.hash.startsWith("#code=")) root.dataset["choosing"] = "";
}
