/**
 * Calls back after each change of the colour theme, for as long as the page lives: VS Code then replaces the classes of
 * the body and the variables on the root element; an operating system that forces its own colours tells the browser.
 */
export function watchTheme(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-kind"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
  window.matchMedia("(forced-colors: active)").addEventListener("change", changed);
}
