import { Button, Menu } from '@mantine/core';
import { createLink } from '@tanstack/react-router';

/** Mantine's parts as links of the router, with typed targets and preloading. */
export const ButtonLink = createLink(Button<'a'>);
export const MenuItemLink = createLink(Menu.Item<'a'>);
