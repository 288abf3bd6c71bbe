import { ChevronDownIcon, LanguageIcon, MonitorIcon, MoonIcon, SunIcon } from '@navikt/aksel-icons';
import { LANGUAGES } from '../texts/choice.ts';
import { useFrameWords } from '../texts/frame-words.ts';
import { HeaderMenu, MenuChoice } from './menu.tsx';
import { chooseTheme, THEMES, useTheme } from './theme.ts';

const ICONS = { light: SunIcon, dark: MoonIcon, auto: MonitorIcon } as const;

interface Place {
  readonly className?: string;
  /** There is room for words beside the icon. */
  readonly wordy?: boolean;
}

/** Light, dark or as the system. */
export function ThemeMenu({ className, wordy }: Place) {
  const { t } = useFrameWords();
  const theme = useTheme();
  const Icon = ICONS[theme];
  return (
    <HeaderMenu
      label={`${t.theme.label}: ${t.theme[theme]}`}
      trigger={
        <>
          <Icon aria-hidden className="icon" />
          {wordy && <span aria-hidden>{t.theme[theme]}</span>}
        </>
      }
      {...(className === undefined ? {} : { className })}
    >
      {THEMES.map((one) => {
        const Own = ICONS[one];
        return (
          <MenuChoice
            key={one}
            chosen={one === theme}
            icon={<Own aria-hidden className="icon" />}
            onChoose={() => chooseTheme(one)}
          >
            {t.theme[one]}
          </MenuChoice>
        );
      })}
    </HeaderMenu>
  );
}

/** The three languages, each named in itself. */
export function LanguageMenu({ className, wordy }: Place) {
  const { t, language, speak } = useFrameWords();
  return (
    <HeaderMenu
      label={`${t.language.label}: ${t.language[language]}`}
      trigger={
        <>
          <LanguageIcon aria-hidden className="icon" />
          <span aria-hidden>{wordy ? t.language[language] : language.toUpperCase()}</span>
          <ChevronDownIcon aria-hidden className="icon small wide" />
        </>
      }
      {...(className === undefined ? {} : { className })}
    >
      {LANGUAGES.map((one) => (
        <MenuChoice key={one} chosen={one === language} lang={one} onChoose={() => void speak(one)}>
          {t.language[one]}
        </MenuChoice>
      ))}
    </HeaderMenu>
  );
}
