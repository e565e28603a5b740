// Runs before the first paint, so that what a reader chose never flashes the other way.
try {
  const theme = localStorage.getItem("studybook-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  if (localStorage.getItem("studybook-answers") === "hidden") document.documentElement.dataset.answers = "hidden";
} catch {
  // Storage may be forbidden; the system's scheme holds.
}
