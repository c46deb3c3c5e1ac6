import { CloseButton, Drawer, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type KeyboardEvent, type ReactNode, type Ref, useImperativeHandle, useRef } from 'react';
import classes from './side-panel.module.css';

/** From this width on, details stand beside the list instead of above it. */
const besideFrom = '(min-width: 75em)';

export function useIsBeside(): boolean {
  return useMediaQuery(besideFrom, true, { getInitialValueInEffect: false });
}

export interface SidePanelHandle {
  readonly focus: () => void;
}

interface SidePanelProps {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  /** What Escape does while the panel stands beside the list. Closes the panel by default. */
  readonly onEscape?: () => void;
  readonly children: ReactNode;
  readonly handle?: Ref<SidePanelHandle>;
}

function Beside({ title, closeLabel, onClose, onEscape = onClose, children, handle }: SidePanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useImperativeHandle(handle, () => ({ focus: () => heading.current?.focus({ preventScroll: true }) }), []);
  const closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    onEscape();
  };
  return (
    <aside className={classes['panel']} aria-label={title} onKeyDown={closeOnEscape}>
      <div className={classes['head']}>
        <Title order={2} fz="lg" tabIndex={-1} ref={heading} className={classes['title'] ?? ''}>
          {title}
        </Title>
        <CloseButton aria-label={closeLabel} onClick={onClose} />
      </div>
      {children}
    </aside>
  );
}

/** Details at the right of a list: beside it where there is room, else a drawer above it. */
export function SidePanel(props: SidePanelProps) {
  const isBeside = useIsBeside();
  if (isBeside) return <Beside {...props} />;
  return (
    <Drawer
      opened
      onClose={props.onClose}
      position="right"
      size="min(480px, 100%)"
      title={props.title}
      closeButtonProps={{ 'aria-label': props.closeLabel }}
      styles={{ title: { fontWeight: 650, overflowWrap: 'anywhere' } }}
    >
      {props.children}
    </Drawer>
  );
}

interface ListWithPanelProps {
  readonly list: ReactNode;
  readonly panel: ReactNode;
  /** Fills the height that its column leaves, so that list and panel scroll each by itself. */
  readonly fills?: boolean;
}

/** A list with room for a panel at its right. */
export function ListWithPanel({ list, panel, fills = false }: ListWithPanelProps) {
  const isBeside = useIsBeside();
  const split = panel !== null && isBeside ? classes['split'] : '';
  return (
    <div className={`${split} ${fills ? classes['fills'] : ''}`}>
      <div className={classes['list']}>{list}</div>
      {panel}
    </div>
  );
}
