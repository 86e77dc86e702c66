import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  // On the page's grey the label would fall short of the contrast that WCAG asks for.
  input: { background: theme.palette.background.paper },
}));

/** A field that narrows a list by name. */
export const SearchField = (props: {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
}) => {
  const classes = useStyles();
  return (
    <TextField
      id={props.id}
      type="search"
      size="small"
      variant="outlined"
      label={props.label}
      value={props.value}
      onChange={event => props.onChange(event.target.value)}
      InputProps={{ className: classes.input }}
    />
  );
};

/** What a search field matches by: names hold it, whatever its case. */
export function matchesSearch(name: string, search: string): boolean {
  return name.toLowerCase().includes(search.trim().toLowerCase());
}
