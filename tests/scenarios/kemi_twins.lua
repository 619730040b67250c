-- For kemi_twins.t: one function of KSR.acg_provision, by its name, with arguments separated
-- by commas, or "none"; its result in $var(result).

local takes_number_first = { route_tried = true, route_waits = true }

function twin(name, text)
  local arguments = {}
  for argument in string.gmatch(text, "[^,]+") do
    arguments[#arguments + 1] = argument
  end
  if text == "none" then
    arguments = {}
  end
  if takes_number_first[name] then
    arguments[1] = tonumber(arguments[1])
  end
  KSR.pv.seti("$var(result)", KSR.acg_provision[name](unpack(arguments)))
end
