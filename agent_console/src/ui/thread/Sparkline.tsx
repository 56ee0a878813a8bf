import { direction, t } from "../../catalogue";
import type { MoodPoint } from "../../model/thread/packet";

const WIDTH = 260;
const HEIGHT = 72;
const EDGE = 7;

interface SparklineProps {
  points: readonly MoodPoint[];
  onChoose(seq: number): void;
}

/** The mood from message to message, in reading direction; a point links to its message. */
export function Sparkline({ points, onChoose }: SparklineProps) {
  const placed = points.map((point, index) => ({
    ...point,
    ...place(point, index, points.length),
  }));
  const last = points.at(-1);
  const label = last && t("why.mood.label", { emotion: t(`emotion.${last.emotion.label}`) });
  return (
    <figure class="sparkline">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        <line class="sparkline-zero" x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
        <polyline points={placed.map(({ x, y }) => `${x},${y}`).join(" ")} />
        {placed.map(({ seq, emotion, x, y }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the same messages are in the log, by keyboard
          <circle
            key={seq}
            cx={x}
            cy={y}
            r="4.5"
            data-mood={emotion.label}
            onClick={() => onChoose(seq)}
          >
            <title>{t(`emotion.${emotion.label}`)}</title>
          </circle>
        ))}
      </svg>
      {last && (
        <figcaption class="mood" data-mood={last.emotion.label}>
          {t(`emotion.${last.emotion.label}`)}
        </figcaption>
      )}
    </figure>
  );
}

function place({ level }: MoodPoint, index: number, length: number): { x: number; y: number } {
  const along = length > 1 ? index / (length - 1) : 0.5;
  const x = EDGE + along * (WIDTH - 2 * EDGE);
  return {
    x: direction.value === "rtl" ? WIDTH - x : x,
    y: HEIGHT / 2 - level * (HEIGHT / 2 - EDGE),
  };
}
