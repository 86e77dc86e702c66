import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  // On the page's grey the label would fall short of the contrast that WCAG asks for.
  input: { background: theme.palette.background.paper, minWidth: 150 },
  label: { color: theme.palette.text.primary },
}));

/** Narrows a list by one of a few values; the empty one asks for all. */
export const FilterSelect = <T extends string>(props: {
  id: string;
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}) => {
  const classes = useStyles();
  return (
    <TextField
      select
      size="small"
      variant="outlined"
      id={props.id}
      label={props.label}
      value={props.value}
      onChange={event => props.onChange(event.target.value as T)}
      InputProps={{ className: classes.input }}
      InputLabelProps={{ shrink: true, className: classes.label }}
      SelectProps={{ displayEmpty: true }}
    >
      {props.options.map(({ value, label }) => (
        <MenuItem key={value} value={value}>
          {label}
        </MenuItem>
      ))}
    </TextField>
  );
};
