// The theme that was chosen, before the first paint, so that no other flashes. It blocks; src/app/theme.ts does the rest.
const theme = localStorage.getItem("patchbay.theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
