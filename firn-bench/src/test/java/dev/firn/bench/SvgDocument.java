package dev.firn.bench;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What is in an SVG image. */
record SvgDocument(Document document) {
  static SvgDocument of(Plot plot) throws Exception {
    return new SvgDocument(
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(plot.toSvg()))));
  }

  /** An attribute of all elements of a tag that have it, in their order. */
  List<String> attributes(String tag, String attribute) {
    List<String> values = new ArrayList<>();
    NodeList found = document.getElementsByTagName(tag);
    for (int i = 0; i < found.getLength(); i++) {
      if (((Element) found.item(i)).hasAttribute(attribute)) {
        values.add(((Element) found.item(i)).getAttribute(attribute));
      }
    }
    return values;
  }

  List<String> texts() {
    List<String> texts = new ArrayList<>();
    NodeList found = document.getElementsByTagName("text");
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent());
    }
    return texts;
  }
}
