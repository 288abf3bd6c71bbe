/** Words of webhooks in bokmål; the shape of the other two. */
export const webhooks = {
  title: 'Webhooks',
  lead: 'Det som skjer i sandkassen, kan sendes til et program. Her ser du hvem som videresender, hvor langt de er kommet, og hva som står i veien.',
  all: 'Videresending',
  target: 'Adresse',
  state: 'Tilstand',
  taken: 'Siste mottatte hendelse',
  waiting: 'Venter',
  delivering: 'Leverer',
  failing: 'Prøver igjen',
  nextTry: (moment: string) => `Neste forsøk: ${moment}`,
  heard: (moment: string) => `Sist hørt fra: ${moment}`,
  none: 'Ingen videresender hendelser nå. Begynn med denne kommandoen, med adressen til programmet ditt:',
  command: 'kommandoen',
  nothing: 'ingen ennå',
};
