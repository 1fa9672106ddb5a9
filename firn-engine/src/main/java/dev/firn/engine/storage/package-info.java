/**
 * Every file the engine touches, behind one interface, so that tests can run the whole engine on a
 * faulty disk. The only place with file calls.
 */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.storage;
