import { createApiClient } from './lib/api/trpc.ts';
import { startApp } from './start-app.tsx';

void startApp(createApiClient());
