import { storeOf } from './store';

export type Theme = 'system' | 'light' | 'dark';

const themes: readonly Theme[] = ['system', 'light', 'dark'];
const key = 'theme';

/** A browser that keeps nothing for pages still shows one. */
function kept(): Theme {
  try {
    return themes.find((each) => each === localStorage.getItem(key)) ?? 'system';
  } catch {
    return 'system';
  }
}

export const theme = storeOf<Theme>(kept());

export function startTheme(): void {
  const apply = (): void => {
    const chosen = theme.get();
    if (chosen === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = chosen;
  };
  apply();
  theme.subscribe(apply);
}

/** From what is seen now to the other one; back where the system has it is no choice any more. */
export function switchTheme(): void {
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const isDark = theme.get() === 'system' ? systemIsDark : theme.get() === 'dark';
  const next: Theme = isDark ? 'light' : 'dark';
  const chosen = (next === 'dark') === systemIsDark ? 'system' : next;
  theme.set(chosen);
  try {
    localStorage.setItem(key, chosen);
  } catch {
    // The choice holds for this page.
  }
}
