# outcome: runtime_error
# message: Error
# tries: expand the entities of a document without end

import xml.dom.minidom

entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
xml.dom.minidom.parseString(f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><x>&e12;</x>')
