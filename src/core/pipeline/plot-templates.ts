/** The templates that come with DVC, with what each draws. */
export const plotTemplates: Readonly<Record<string, string>> = {
  linear: "Lines, one for each version, that can be zoomed and smoothed.",
  simple: "Lines, without anything to change them by.",
  smooth: "Lines with a smoothing that can be set.",
  scatter: "Points.",
  scatter_jitter: "Points that are moved apart where they would hide each other.",
  confusion: "A confusion matrix with counts.",
  confusion_normalized: "A confusion matrix with shares of each row.",
  bar_horizontal: "Horizontal bars, in the order of the file.",
  bar_horizontal_sorted: "Horizontal bars, the longest first.",
};
