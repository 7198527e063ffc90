export const THEMES = ['dark', 'light'] as const;
export type ThemeName = (typeof THEMES)[number];

/** The colours of a picture that mean nothing by themselves. */
export interface Theme {
  /** Fills the whole picture: a transparent one is unreadable on half of Discord's themes. */
  panel: string;
  text: string;
  muted: string;
  grid: string;
  /** Borders of days, months or years. */
  border: string;
  /** What was before. */
  past: string;
}

export const THEME: Record<ThemeName, Theme> = {
  dark: {
    panel: '#2b2d31',
    text: '#f2f3f5',
    muted: '#b5bac1',
    grid: '#ffffff17',
    border: '#ffffff40',
    past: '#949ba4',
  },
  light: {
    panel: '#ffffff',
    text: '#1e1f22',
    muted: '#5c5e66',
    grid: '#00000014',
    border: '#00000040',
    past: '#80848e',
  },
};
