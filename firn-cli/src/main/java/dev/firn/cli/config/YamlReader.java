package dev.firn.cli.config;

import dev.firn.cli.config.YamlDocument.Fault;
import dev.firn.cli.config.YamlNode.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 on the level of events, so that every value keeps its place. Only this class knows
 * the library, which therefore is loaded only where there is a file.
 *
 * <p>Failures: what is wrong comes back as faults. Aliases, anchors, tags and a second document are
 * faults: no configuration needs them, and the first make a small file a large one.
 */
final class YamlReader {
  /** The keys have five levels; one more than that says enough about where it went wrong. */
  private static final int DEPTH_MAX = 16;

  /** As many as a message ever shows; a document has more only by mischief. */
  private static final int FAULTS_MAX = 100;

  /** The core schema's words for null. */
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

  private static final Place START = new Place(1, 1);

  private final List<Fault> faults = new ArrayList<>();
  private final Iterator<Event> events;

  private YamlReader(Iterator<Event> events) {
    this.events = events;
  }

  /** Reads the one document of a text. */
  static YamlDocument read(String text) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(text.length() + 1).build();
    YamlReader reader = new YamlReader(new Parse(settings).parseString(text).iterator());
    Optional<YamlNode> root = Optional.empty();
    try {
      root = reader.document();
    } catch (TooDeepException e) {
      reader.fault("", e.place, "at most " + DEPTH_MAX + " levels", "more");
    } catch (MarkedYamlEngineException e) {
      Place place = e.getProblemMark().or(e::getContextMark).map(YamlReader::place).orElse(START);
      reader.fault("", place, "YAML", String.valueOf(e.getProblem()));
    } catch (ReaderException e) {
      Place place = placeOf(text, e.getPosition());
      reader.fault("", place, "YAML", "a character that YAML does not allow");
    } catch (YamlEngineException e) {
      reader.fault("", START, "YAML", String.valueOf(e.getMessage()));
    }
    return new YamlDocument(root, reader.faults);
  }

  private Optional<YamlNode> document() {
    Optional<YamlNode> root = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        case DocumentStart -> {
          if (root.isPresent()) {
            fault("", place(event), "one document", "another one");
            return root;
          }
        }
        case Alias, Scalar, SequenceStart, SequenceEnd, MappingStart, MappingEnd ->
            root = Optional.of(node("", event, 0));
      }
    }
    return root;
  }

  private YamlNode node(String path, Event event, int depth) {
    Place place = place(event);
    if (depth > DEPTH_MAX) {
      throw new TooDeepException(place);
    }
    if (event instanceof NodeEvent anchored && anchored.getAnchor().isPresent()) {
      fault(path, place, "values without anchors and aliases", "one");
    }
    return switch (event) {
      case ScalarEvent scalar -> scalar(path, scalar, place);
      case MappingStartEvent mapping -> {
        refuseTag(path, mapping.getTag(), place);
        yield group(path, place, depth);
      }
      case SequenceStartEvent sequence -> {
        refuseTag(path, sequence.getTag(), place);
        yield items(path, place, depth);
      }
      case AliasEvent _ -> new YamlNode.Nothing(place);
      default -> throw new IllegalStateException("No node begins with " + event.getEventId());
    };
  }

  private YamlNode scalar(String path, ScalarEvent scalar, Place place) {
    refuseTag(path, scalar.getTag(), place);
    return scalar.isPlain() && NULLS.contains(scalar.getValue())
        ? new YamlNode.Nothing(place)
        : new YamlNode.Text(scalar.getValue(), place);
  }

  private YamlNode group(String path, Place place, int depth) {
    List<Entry> entries = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      Place keyPlace = place(event);
      YamlNode key = node(path, event, depth + 1);
      String name = key instanceof YamlNode.Text(String text, Place _) ? text : "";
      String below = path.isEmpty() ? Shown.cut(name) : path + "." + Shown.cut(name);
      YamlNode value = node(below, events.next(), depth + 1);
      Place first = seen.putIfAbsent(name, keyPlace);
      if (!(key instanceof YamlNode.Text)) {
        fault(path, keyPlace, "a key", key.shown());
      } else if (first != null) {
        fault(below, keyPlace, "each key once", "it on line " + first.line() + " too");
      } else {
        entries.add(new Entry(name, keyPlace, value));
      }
      event = events.next();
    }
    return new YamlNode.Group(entries, place);
  }

  private YamlNode items(String path, Place place, int depth) {
    Event event = events.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      node(path, event, depth + 1);
      event = events.next();
    }
    return new YamlNode.Items(place);
  }

  private void refuseTag(String path, Optional<String> tag, Place place) {
    if (tag.isPresent()) {
      fault(path, place, "a value without a tag", Shown.quoted(tag.get()));
    }
  }

  private void fault(String path, Place place, String expected, String found) {
    if (faults.size() < FAULTS_MAX) {
      faults.add(new Fault(path, place, expected, found));
    }
  }

  private static Place place(Event event) {
    return event.getStartMark().map(YamlReader::place).orElse(START);
  }

  private static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** The place of a code point. */
  private static Place placeOf(String text, int codePointIndex) {
    int line = 1;
    int column = 1;
    int end =
        text.offsetByCodePoints(0, Math.min(codePointIndex, text.codePointCount(0, text.length())));
    for (int at = 0; at < end; at++) {
      column++;
      if (text.charAt(at) == '\n') {
        line++;
        column = 1;
      }
    }
    return new Place(line, column);
  }

  /** Ends the reading of a document that nests without end. */
  private static final class TooDeepException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Place place;

    TooDeepException(Place place) {
      super("Too deep", null, false, false);
      this.place = place;
    }
  }
}
