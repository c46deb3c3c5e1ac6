import { create } from 'qrcode';
import { useMemo } from 'react';

interface QrCodeProps {
  readonly text: string;
  /** Text alternative of the code. */
  readonly alt: string;
  readonly size?: number;
}

/** Free modules around the code, as its standard asks. */
const quiet = 4;

function darkPath(text: string): { readonly path: string; readonly side: number } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  let path = '';
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column)) path += `M${column + quiet} ${row + quiet}h1v1h-1z`;
    }
  }
  return { path, side: modules.size + 2 * quiet };
}

/** A QR code as a drawing. Black on white in both themes, because many scanners cannot read an inverted code. */
export function QrCode({ text, alt, size = 240 }: QrCodeProps) {
  const { path, side } = useMemo(() => darkPath(text), [text]);
  return (
    <svg
      role="img"
      aria-label={alt}
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
      style={{ maxWidth: '100%', height: 'auto', borderRadius: 8 }}
    >
      <title>{alt}</title>
      <path fill="#fff" d={`M0 0h${side}v${side}H0z`} />
      <path fill="#000" d={path} />
    </svg>
  );
}
