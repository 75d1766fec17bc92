/** What the crosshair marks, in pixels of the chart. */
export interface CrosshairMark {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly dots: readonly { readonly y: number; readonly x: number; readonly color: string }[];
}

/**
 * Draws a line at a step and a dot on each curve, on a canvas that lies over the chart's: moving the pointer then costs
 * nothing in the chart. Undefined clears it.
 */
export function drawCrosshair(
  canvas: HTMLCanvasElement,
  mark: CrosshairMark | undefined,
  colors: { readonly crosshair: string; readonly background: string },
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const ratio = window.devicePixelRatio;
  const { clientWidth, clientHeight } = canvas;
  canvas.width = Math.round(clientWidth * ratio);
  canvas.height = Math.round(clientHeight * ratio);
  if (mark === undefined) return;
  context.scale(ratio, ratio);
  context.strokeStyle = colors.crosshair;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(Math.round(mark.x) + 0.5, mark.top);
  context.lineTo(Math.round(mark.x) + 0.5, mark.bottom);
  context.stroke();
  for (const dot of mark.dots) {
    context.beginPath();
    context.arc(dot.x, dot.y, 3.5, 0, 2 * Math.PI);
    context.fillStyle = dot.color;
    context.strokeStyle = colors.background;
    context.lineWidth = 1.5;
    context.fill();
    context.stroke();
  }
}
