import { startApp } from '../start-app.tsx';
import { createFakeClinic } from './fake-clinic.ts';

void startApp(createFakeClinic());
