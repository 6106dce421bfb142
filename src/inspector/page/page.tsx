import { render } from 'preact';
import { App } from './app';
import { followLive } from './state/live';
import { startNavigation } from './state/navigation';
import { startTheme } from './state/theme';

startTheme();
startNavigation();
followLive();
const place = document.getElementById('app');
if (place !== null) render(<App />, place);
