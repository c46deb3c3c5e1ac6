import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, HTMLAttributes } from 'react';
import classes from './card.module.css';

export function Card({ children, className = '', ...props }: HTMLAttributes<HTMLDivElement>) {
  return (
    <div {...props} className={`${classes['card']} ${className}`}>
      {children}
    </div>
  );
}

function CardAnchor({ children, ...props }: AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a {...props} className={`${classes['card']} ${classes['link']}`}>
      {children}
    </a>
  );
}

/** A card that leads somewhere as a whole. */
export const CardLink = createLink(CardAnchor);
